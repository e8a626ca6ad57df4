-- refused: load_extension
CREATE TRIGGER ext AFTER INSERT ON t BEGIN SELECT load_extension('x'); END; INSERT INTO t(a) VALUES ('x')
