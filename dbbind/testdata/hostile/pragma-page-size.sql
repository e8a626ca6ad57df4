-- refused: is not allowed
PRAGMA page_size = 65536
