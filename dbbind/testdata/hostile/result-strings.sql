-- bounded: 
-- run: query
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT hex(randomblob(10000)) FROM n
