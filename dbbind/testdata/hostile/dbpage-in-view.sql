-- refused: 
CREATE VIEW p AS SELECT * FROM sqlite_dbpage; SELECT * FROM p
