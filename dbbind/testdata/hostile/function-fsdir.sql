-- refused: 
SELECT * FROM fsdir('.')
