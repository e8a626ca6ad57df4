-- refused: 
CREATE VIRTUAL TABLE x USING fts4(a)
