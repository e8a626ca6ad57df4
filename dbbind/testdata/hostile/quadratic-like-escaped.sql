-- bounded: SQLITE_INTERRUPT
SELECT x LIKE '%' || substr(x, 1, 900) || '!%' ESCAPE '!' FROM (SELECT hex(zeroblob(500000)) AS x)
