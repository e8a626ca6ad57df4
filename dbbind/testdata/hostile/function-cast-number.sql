-- bounded: 
SELECT CAST(x AS REAL) FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
