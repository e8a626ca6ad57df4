-- refused: 
INSERT INTO _litestream_seq(seq) VALUES (1)
