-- refused: 
ALTER TABLE t RENAME TO sqlite_t
