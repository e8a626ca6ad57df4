-- refused: VACUUM INTO is not allowed
VACUUM main INTO 'copy.db'
