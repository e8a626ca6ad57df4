-- refused: is not allowed
PRAGMA activate_extensions = 'x'
