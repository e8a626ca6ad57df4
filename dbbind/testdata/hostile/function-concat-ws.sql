-- bounded: 
SELECT length(concat_ws(x, 1, 2)) FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
