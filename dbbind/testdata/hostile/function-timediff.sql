-- bounded: 
SELECT timediff(x, 0) FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
