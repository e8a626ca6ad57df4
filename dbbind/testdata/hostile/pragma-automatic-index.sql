-- refused: is not allowed
PRAGMA automatic_index = 0
