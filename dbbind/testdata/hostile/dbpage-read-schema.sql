-- refused: 
SELECT * FROM sqlite_dbpage('main')
