-- refused: is not allowed
PRAGMA data_store_directory = '/tmp'
