-- bounded: 
WITH RECURSIVE n(i,x) AS (SELECT 1, 'a' UNION ALL SELECT i+1, hex(randomblob(1000)) FROM n), m AS MATERIALIZED (SELECT * FROM n) SELECT count(*) FROM m a JOIN m b USING (x)
