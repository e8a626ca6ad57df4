-- refused: 
CREATE VIRTUAL TABLE sqlar USING fts5(x)
