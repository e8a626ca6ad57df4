-- refused: 
CREATE TRIGGER x AFTER INSERT ON _litestream_seq BEGIN SELECT 1; END
