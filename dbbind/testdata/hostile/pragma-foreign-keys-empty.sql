-- refused: is not allowed
PRAGMA foreign_keys = ''
