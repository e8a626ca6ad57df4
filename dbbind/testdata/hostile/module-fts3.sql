-- refused: 
CREATE VIRTUAL TABLE x USING fts3(a)
