-- refused: is not allowed
PRAGMA synchronous = 0
