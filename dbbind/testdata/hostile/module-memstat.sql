-- refused: 
CREATE VIRTUAL TABLE x USING memstat(a)
