-- refused: is not allowed
PRAGMA database_list
