-- refused: is not allowed
PRAGMA checkpoint_fullfsync = 0
