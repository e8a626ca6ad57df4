-- bounded: 
SELECT length(printf('%s%s', x, 1)) FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
