-- refused: is not allowed
PRAGMA key = 'x'
