-- bounded: SQLITE_TOOBIG
SELECT quote(zeroblob(7000000))
