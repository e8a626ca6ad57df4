-- refused: ROLLBACK is not allowed
ROLLBACK
