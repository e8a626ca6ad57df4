-- refused: SAVEPOINT is not allowed
SAVEPOINT hbf
