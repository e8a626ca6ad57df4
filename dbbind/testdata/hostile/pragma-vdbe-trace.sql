-- refused: is not allowed
PRAGMA vdbe_trace = 1
