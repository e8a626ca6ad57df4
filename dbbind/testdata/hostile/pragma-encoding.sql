-- refused: is not allowed
PRAGMA encoding = 'UTF-16'
