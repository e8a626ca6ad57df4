-- refused: 
CREATE VIRTUAL TABLE r USING rtree(i, a, b); INSERT INTO r_parent VALUES (1, 1)
