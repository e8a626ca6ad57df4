-- refused: 
CREATE VIRTUAL TABLE r USING rtree(i, a, b); INSERT INTO r VALUES (1, 0, 1); UPDATE r_node SET data = zeroblob(1000)
