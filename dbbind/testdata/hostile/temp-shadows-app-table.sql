-- bounded: ok
CREATE TEMP TABLE t(x); INSERT INTO t VALUES (1); DROP TABLE temp.t
