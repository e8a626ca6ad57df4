-- refused: is not allowed
PRAGMA trusted_schema = 1
