-- bounded: SQLITE_TOOBIG
SELECT printf('%*d', 1000000000, 1)
