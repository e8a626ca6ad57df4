-- refused: 
DROP TABLE sqlar
