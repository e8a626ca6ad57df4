-- refused: is not allowed
PRAGMA rekey = 'x'
