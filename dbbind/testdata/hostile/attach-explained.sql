-- refused: ATTACH is not allowed
EXPLAIN ATTACH 'victim.db' AS v
