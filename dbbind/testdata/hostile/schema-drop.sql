-- refused: 
DROP TABLE sqlite_schema
