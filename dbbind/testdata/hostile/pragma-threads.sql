-- refused: is not allowed
PRAGMA threads = 8
