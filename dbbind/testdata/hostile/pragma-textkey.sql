-- refused: is not allowed
PRAGMA textkey = 'x'
