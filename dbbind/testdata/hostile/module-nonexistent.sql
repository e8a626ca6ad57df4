-- refused: 
CREATE VIRTUAL TABLE x USING nonexistent(a)
