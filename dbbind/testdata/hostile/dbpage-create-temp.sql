-- refused: sqlite_dbpage
CREATE VIRTUAL TABLE temp.p USING sqlite_dbpage(main)
