-- bounded: SQLITE_TOOBIG
SELECT concat_ws(hex(zeroblob(2000000)), 1, 2, 3, 4, 5)
