-- bounded: 
WITH RECURSIVE n(x) AS (SELECT hex(randomblob(1000)) UNION ALL SELECT x || 'a' FROM n UNION ALL SELECT x || 'b' FROM n) SELECT count(*) FROM n
