-- refused: ATTACH is not allowed
ATTACH char(0) AS v
