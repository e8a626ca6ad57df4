-- refused: is not allowed
PRAGMA legacy_file_format = 1
