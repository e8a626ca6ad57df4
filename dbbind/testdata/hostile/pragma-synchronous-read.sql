-- refused: is not allowed
PRAGMA synchronous
