-- refused: is not allowed
PRAGMA mmap_size = 1099511627776
