-- refused: BEGIN is not allowed
INSERT INTO t(a) VALUES ('x'); BEGIN
