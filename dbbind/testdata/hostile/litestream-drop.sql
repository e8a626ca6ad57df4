-- refused: 
DROP TABLE _litestream_seq
