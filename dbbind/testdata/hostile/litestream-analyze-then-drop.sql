-- refused: 
ANALYZE _litestream_seq; DROP TABLE _litestream_seq
