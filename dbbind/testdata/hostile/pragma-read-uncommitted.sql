-- refused: is not allowed
PRAGMA read_uncommitted = 1
