-- refused: 
CREATE TABLE sqlite_evil(x)
