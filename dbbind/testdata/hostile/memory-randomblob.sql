-- bounded: SQLITE_TOOBIG
SELECT randomblob(1000000000)
