-- refused: is not allowed
PRAGMA temp_store = FILE
