-- refused: VACUUM INTO is not allowed
VACUUM INTO ':memory:'
