-- refused: is not allowed
PRAGMA stats
