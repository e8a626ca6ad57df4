-- refused: 
DROP TABLE IF EXISTS main._litestream_seq
