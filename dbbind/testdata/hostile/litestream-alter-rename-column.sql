-- refused: 
ALTER TABLE _litestream_seq RENAME COLUMN seq TO x
