-- refused: 
DELETE FROM sqlite_master
