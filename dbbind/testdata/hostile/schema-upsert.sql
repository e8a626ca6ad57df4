-- refused: 
INSERT INTO sqlite_schema(rowid, name) VALUES (1, 'x') ON CONFLICT DO UPDATE SET name = 'y'
