-- refused: 
ALTER TABLE sqlar RENAME COLUMN name TO x
