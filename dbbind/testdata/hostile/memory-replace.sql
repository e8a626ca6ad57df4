-- bounded: SQLITE_TOOBIG
SELECT replace(hex(zeroblob(2000000)), '0', hex(zeroblob(1000000)))
