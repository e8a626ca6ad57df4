-- refused: 
SELECT * FROM pragma_locking_mode
