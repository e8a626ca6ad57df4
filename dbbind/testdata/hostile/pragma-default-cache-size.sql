-- refused: is not allowed
PRAGMA default_cache_size = 1000000
