-- bounded: 
CREATE VIRTUAL TABLE r USING rtree(i, a, b); INSERT INTO r WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 3000) SELECT i, 0, 1 FROM n; SELECT count(*) FROM r x, r y, r z WHERE x.a <= y.b AND y.a <= z.b
