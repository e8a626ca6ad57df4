-- refused: 
WITH p AS (SELECT * FROM sqlite_dbpage) SELECT * FROM p
