-- refused: 
UPDATE _litestream_seq SET seq = 7
