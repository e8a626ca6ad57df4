-- refused: 
CREATE TRIGGER p AFTER INSERT ON t BEGIN UPDATE sqlite_dbpage SET data = zeroblob(4096) WHERE pgno = 1; END; INSERT INTO t(a) VALUES (1)
