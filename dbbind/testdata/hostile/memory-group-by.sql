-- bounded: 
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(*) FROM n GROUP BY hex(randomblob(1000))
