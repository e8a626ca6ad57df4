-- refused: DETACH is not allowed
DETACH victim
