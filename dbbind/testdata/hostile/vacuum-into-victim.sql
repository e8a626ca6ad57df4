-- refused: VACUUM INTO is not allowed
VACUUM INTO 'victim.db'
