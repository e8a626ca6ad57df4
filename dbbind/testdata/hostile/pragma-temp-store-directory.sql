-- refused: is not allowed
PRAGMA temp_store_directory = '/tmp'
