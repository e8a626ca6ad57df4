-- refused: 
CREATE INDEX x ON sqlite_schema(name)
