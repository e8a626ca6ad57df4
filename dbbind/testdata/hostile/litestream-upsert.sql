-- refused: 
INSERT INTO _litestream_seq(seq) VALUES ('server.js') ON CONFLICT DO UPDATE SET seq = 'y'
