-- refused: 
SELECT * FROM pragma_foreign_keys
