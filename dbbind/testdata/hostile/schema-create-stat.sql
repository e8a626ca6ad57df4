-- refused: 
CREATE TABLE sqlite_stat9(x)
