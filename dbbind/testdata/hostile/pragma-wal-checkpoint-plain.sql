-- refused: is not allowed
PRAGMA wal_checkpoint
