-- refused: is not allowed
PRAGMA parser_trace = 1
