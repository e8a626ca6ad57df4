-- refused: ATTACH is not allowed
VACUUM; ATTACH '' AS v
