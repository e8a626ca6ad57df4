-- refused: 
SELECT * FROM pragma_synchronous
