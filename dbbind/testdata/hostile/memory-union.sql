-- bounded: 
WITH RECURSIVE n(x) AS (SELECT 'a' UNION SELECT hex(randomblob(1000)) FROM n) SELECT count(*) FROM n
