-- refused: ATTACH is not allowed
ATTACH 'victim.db' AS v
