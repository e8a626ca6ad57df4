-- refused: 
CREATE VIRTUAL TABLE f USING fts5(x); INSERT INTO f VALUES ('a'); INSERT INTO f(f, rank) VALUES ('rank', 'load_extension(''x'')'); SELECT * FROM f('a') ORDER BY rank
