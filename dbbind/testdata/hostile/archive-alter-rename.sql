-- refused: 
ALTER TABLE sqlar RENAME TO gone
