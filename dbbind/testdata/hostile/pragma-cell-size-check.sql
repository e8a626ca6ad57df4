-- refused: is not allowed
PRAGMA cell_size_check = 0
