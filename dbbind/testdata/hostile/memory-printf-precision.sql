-- bounded: SQLITE_TOOBIG
SELECT printf('%.1000000000f', 1.0)
