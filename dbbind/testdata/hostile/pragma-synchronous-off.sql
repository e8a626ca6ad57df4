-- refused: is not allowed
PRAGMA synchronous = OFF
