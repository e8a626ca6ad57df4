-- refused: 
CREATE VIRTUAL TABLE fx USING fts5(seq, content='_litestream_seq'); INSERT INTO fx(fx) VALUES ('rebuild'); DELETE FROM _litestream_seq
