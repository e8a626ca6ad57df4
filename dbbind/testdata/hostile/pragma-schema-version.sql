-- refused: is not allowed
PRAGMA schema_version = 99
