-- refused: COMMIT is not allowed
COMMIT
