-- refused: 
CREATE TEMP VIEW sqlar AS SELECT 1
