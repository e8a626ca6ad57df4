-- refused: 
CREATE VIRTUAL TABLE r USING rtree(i, a, b); DELETE FROM r_rowid
