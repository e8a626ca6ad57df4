-- refused: is not allowed
PRAGMA empty_result_callbacks = 1
