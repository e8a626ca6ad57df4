-- refused: is not allowed
PRAGMA JoUrNaL_mOdE=dElEtE
