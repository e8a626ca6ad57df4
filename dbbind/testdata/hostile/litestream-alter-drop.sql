-- refused: 
ALTER TABLE _litestream_seq DROP COLUMN seq
