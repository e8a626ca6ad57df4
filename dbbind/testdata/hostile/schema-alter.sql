-- refused: 
ALTER TABLE sqlite_schema ADD COLUMN x
