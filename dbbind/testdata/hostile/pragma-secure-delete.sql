-- refused: is not allowed
PRAGMA secure_delete = ON
