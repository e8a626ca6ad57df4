-- refused: is not allowed
PRAGMA cache_size = -10000000
