-- bounded: 
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT string_agg(hex(randomblob(1000)), hex(zeroblob(100000))) FROM n
