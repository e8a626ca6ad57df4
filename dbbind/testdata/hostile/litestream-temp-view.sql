-- refused: 
CREATE TEMP VIEW _litestream_seq AS SELECT 1
