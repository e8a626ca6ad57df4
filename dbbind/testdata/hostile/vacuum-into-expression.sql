-- refused: VACUUM INTO is not allowed
VACUUM INTO ('co' || 'py.db')
