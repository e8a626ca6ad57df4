-- refused: is not allowed
PRAGMA fullfsync = 0
