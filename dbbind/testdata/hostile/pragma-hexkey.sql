-- refused: is not allowed
PRAGMA hexkey = '00'
