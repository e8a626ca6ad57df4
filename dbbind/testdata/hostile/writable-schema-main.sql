-- refused: 
PRAGMA main.writable_schema(1)
