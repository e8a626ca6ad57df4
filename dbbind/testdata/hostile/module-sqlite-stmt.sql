-- refused: 
CREATE VIRTUAL TABLE x USING sqlite_stmt(a)
