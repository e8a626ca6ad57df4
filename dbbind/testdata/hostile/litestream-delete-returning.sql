-- refused: 
DELETE FROM _litestream_seq RETURNING *
