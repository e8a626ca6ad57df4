-- refused: is not allowed
PRAGMA short_column_names = 0
