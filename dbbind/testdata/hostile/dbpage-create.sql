-- refused: sqlite_dbpage
CREATE VIRTUAL TABLE p USING sqlite_dbpage(main)
