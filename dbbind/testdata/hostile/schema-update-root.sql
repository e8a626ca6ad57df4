-- refused: 
UPDATE main.sqlite_master SET rootpage = 1
