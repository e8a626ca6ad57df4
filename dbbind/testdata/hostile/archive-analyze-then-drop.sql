-- refused: 
ANALYZE sqlar; DROP TABLE sqlar
