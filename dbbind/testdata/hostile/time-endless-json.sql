-- bounded: 
WITH RECURSIVE n(j) AS (SELECT '[1]' UNION ALL SELECT json_array(j) FROM n WHERE length(j) < 1000 UNION ALL SELECT j FROM n) SELECT count(*) FROM n
