-- refused: 
CREATE INDEX x ON _litestream_seq(seq)
