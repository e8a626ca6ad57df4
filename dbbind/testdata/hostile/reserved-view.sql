-- refused: 
CREATE VIEW _litestream_v AS SELECT 1
