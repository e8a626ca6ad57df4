-- bounded: 
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) , m AS MATERIALIZED (SELECT hex(randomblob(1000)) AS x FROM n) SELECT count(*) FROM m a, m b
