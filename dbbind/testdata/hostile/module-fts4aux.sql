-- refused: 
CREATE VIRTUAL TABLE x USING fts4aux(a)
