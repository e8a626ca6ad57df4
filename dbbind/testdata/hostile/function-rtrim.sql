-- bounded: 
SELECT length(rtrim(x, substr(x, 1, 100000))) FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
