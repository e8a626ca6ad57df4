-- bounded: 
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(DISTINCT hex(randomblob(1000))) FROM n
