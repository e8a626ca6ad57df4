-- refused: 
SELECT * FROM pragma_wal_checkpoint
