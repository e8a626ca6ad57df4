-- refused: 
CREATE TEMP TABLE sqlar(x)
