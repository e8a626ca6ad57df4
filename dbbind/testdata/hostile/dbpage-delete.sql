-- refused: 
DELETE FROM sqlite_dbpage
