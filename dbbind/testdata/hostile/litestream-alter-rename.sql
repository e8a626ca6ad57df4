-- refused: 
ALTER TABLE _litestream_seq RENAME TO gone
