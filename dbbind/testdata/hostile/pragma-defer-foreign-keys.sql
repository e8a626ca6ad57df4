-- refused: is not allowed
PRAGMA defer_foreign_keys = 1
