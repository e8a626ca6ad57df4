-- refused: 
CREATE VIRTUAL TABLE x USING csv(a)
