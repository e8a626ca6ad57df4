-- bounded: SQLITE_TOOBIG
SELECT '{{repeat 1100000 "x"}}'
