-- refused: 
DELETE FROM sqlar
