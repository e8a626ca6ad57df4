-- refused: is not allowed
PRAGMA wal_autocheckpoint = 0
