-- refused: 
INSERT INTO sqlite_dbpage(pgno, data) VALUES (2, NULL)
