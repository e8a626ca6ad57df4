-- refused: is not allowed
PRAGMA no_such_pragma = 1
