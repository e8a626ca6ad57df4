-- refused: 
CREATE VIRTUAL TABLE _litestream_seq USING fts5(x)
