-- bounded: SQLITE_INTERRUPT
SELECT x LIKE '%' || upper(substr(x, 1, 990)) || '1' FROM (SELECT hex(zeroblob(500000)) AS x)
