-- refused: 
CREATE TEMP TABLE sqlite_schema(x)
