-- refused: load_extension
SELECT 1 WHERE load_extension('x')
