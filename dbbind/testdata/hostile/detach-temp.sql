-- refused: DETACH is not allowed
DETACH temp
