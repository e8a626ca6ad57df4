-- refused: is not allowed
PRAGMA cache_size = 1000000
