-- refused: SAVEPOINT is not allowed
SAVEPOINT s
