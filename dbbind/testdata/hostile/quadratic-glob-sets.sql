-- bounded: SQLITE_INTERRUPT
SELECT x GLOB '*[0-1]' || substr(x, 1, 900) || '1' FROM (SELECT hex(zeroblob(500000)) AS x)
