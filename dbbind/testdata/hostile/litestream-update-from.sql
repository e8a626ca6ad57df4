-- refused: 
UPDATE _litestream_seq SET seq = t.id FROM t
