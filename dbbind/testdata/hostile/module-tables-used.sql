-- refused: 
CREATE VIRTUAL TABLE x USING tables_used(a)
