-- bounded: ok
ANALYZE; DELETE FROM sqlite_stat1; INSERT INTO sqlite_stat1 VALUES ('t', 't_a', '{{repeat 1000 "9 "}}'); ANALYZE sqlite_schema; SELECT * FROM t WHERE a = 'x'
