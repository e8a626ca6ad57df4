-- refused: 
CREATE VIRTUAL TABLE f USING fts5(x, content = 't; DROP TABLE sqlar; --'); SELECT * FROM f
