-- refused: 
PRAGMA writable_schema = RESET
