-- refused: is not allowed
PRAGMA busy_timeout = 2000000000
