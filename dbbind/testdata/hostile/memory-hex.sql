-- bounded: SQLITE_TOOBIG
SELECT hex(hex(hex(hex(randomblob(1000000)))))
