-- refused: is not allowed
PRAGMA cache_spill = 0
