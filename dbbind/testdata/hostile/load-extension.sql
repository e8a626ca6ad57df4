-- refused: load_extension
SELECT load_extension('victim')
