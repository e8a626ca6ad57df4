-- refused: load_extension
SELECT LOAD_EXTENSION('x')
