-- refused: 
CREATE VIRTUAL TABLE fx USING fts5(name, content='sqlar'); INSERT INTO fx(fx) VALUES ('rebuild'); DELETE FROM sqlar
