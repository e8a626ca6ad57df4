-- refused: RELEASE is not allowed
RELEASE hbf
