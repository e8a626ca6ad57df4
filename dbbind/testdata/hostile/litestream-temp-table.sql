-- refused: 
CREATE TEMP TABLE _litestream_seq(x)
