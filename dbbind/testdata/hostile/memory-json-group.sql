-- bounded: 
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT json_group_array(hex(randomblob(1000))) FROM n
