-- refused: is not allowed
PRAGMA auto_vacuum = FULL
