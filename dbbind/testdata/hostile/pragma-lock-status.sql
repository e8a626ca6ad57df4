-- refused: is not allowed
PRAGMA lock_status
