-- refused: is not allowed
PRAGMA locking_mode = EXCLUSIVE
