-- refused: 
SELECT count(*) FROM sqlite_dbpage
