-- refused: ATTACH is not allowed
ATTACH ':memory:' AS m
