-- refused: 
PRAGMA writable_schema
