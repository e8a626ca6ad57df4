-- refused: 
CREATE VIRTUAL TABLE f USING fts5(x, tokenize = 'icu')
