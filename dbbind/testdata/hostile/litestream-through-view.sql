-- refused: 
CREATE VIEW pv AS SELECT * FROM _litestream_seq; CREATE TRIGGER pvt INSTEAD OF DELETE ON pv BEGIN DELETE FROM _litestream_seq; END; DELETE FROM pv
