-- refused: ROLLBACK is not allowed
ROLLBACK TO hbf
