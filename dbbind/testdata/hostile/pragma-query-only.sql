-- refused: is not allowed
PRAGMA query_only = 1
