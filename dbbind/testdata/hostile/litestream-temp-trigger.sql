-- refused: 
CREATE TEMP TRIGGER x BEFORE DELETE ON main._litestream_seq BEGIN SELECT RAISE(ABORT, 'no'); END
