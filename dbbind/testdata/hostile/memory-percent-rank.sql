-- bounded: 
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT percent_rank() OVER (ORDER BY hex(randomblob(1000))) FROM n
