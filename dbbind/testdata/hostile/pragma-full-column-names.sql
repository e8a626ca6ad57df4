-- refused: is not allowed
PRAGMA full_column_names = 1
