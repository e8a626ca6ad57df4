-- refused: 
CREATE VIRTUAL TABLE f USING fts5(x, content = 'victim.secrets'); SELECT * FROM f
