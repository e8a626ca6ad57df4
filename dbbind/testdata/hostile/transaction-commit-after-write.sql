-- refused: COMMIT is not allowed
INSERT INTO t(a) VALUES ('x'); COMMIT
