-- refused: 
CREATE VIRTUAL TABLE f USING fts5({{repeat 2500 "c, "}}d)
