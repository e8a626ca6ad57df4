-- refused: 
DROP TABLE IF EXISTS main.sqlar
