-- refused: 
ALTER TABLE sqlar ADD COLUMN x
