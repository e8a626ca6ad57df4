-- refused: is not allowed
PRAGMA soft_heap_limit = 1
