-- bounded: SQLITE_INTERRUPT
SELECT x LIKE '%' || substr(x, 1, 900) || 'é' FROM (SELECT hex(zeroblob(500000)) AS x)
