-- bounded: 
SELECT length(substr(x, -100, 50)) FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
