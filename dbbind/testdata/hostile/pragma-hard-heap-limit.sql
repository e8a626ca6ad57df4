-- refused: is not allowed
PRAGMA hard_heap_limit = 1
