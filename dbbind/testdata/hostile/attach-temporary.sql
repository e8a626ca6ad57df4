-- refused: ATTACH is not allowed
ATTACH '' AS m
