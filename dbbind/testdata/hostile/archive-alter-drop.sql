-- refused: 
ALTER TABLE sqlar DROP COLUMN name
