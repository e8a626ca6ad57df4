-- refused: load_extension
CREATE VIEW ext AS SELECT load_extension('x'); SELECT * FROM ext
