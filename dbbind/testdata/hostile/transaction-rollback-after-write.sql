-- refused: ROLLBACK is not allowed
INSERT INTO t(a) VALUES ('x'); ROLLBACK
