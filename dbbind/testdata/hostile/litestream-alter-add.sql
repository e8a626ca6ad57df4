-- refused: 
ALTER TABLE _litestream_seq ADD COLUMN x
