-- bounded: 
SELECT CAST(replace(x, 'a', '1') AS INTEGER) FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
