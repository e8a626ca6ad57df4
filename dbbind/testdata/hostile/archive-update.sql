-- refused: 
UPDATE sqlar SET name = 7
