-- bounded: 
ANALYZE; INSERT INTO sqlite_stat4 VALUES ('t', 't_a', '1', '1', '1', x'ffffffffffffffff'); ANALYZE sqlite_schema; SELECT * FROM t WHERE a = 'x'
