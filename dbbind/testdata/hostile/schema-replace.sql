-- refused: 
REPLACE INTO sqlite_schema(rowid, name) VALUES (1, 'x')
