-- refused: DETACH is not allowed
DETACH main
