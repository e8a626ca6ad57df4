-- refused: is not allowed
PRAGMA count_changes = 1
