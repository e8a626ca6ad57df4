-- bounded: 
SELECT length(trim(x, substr(x, 1, 1000000) || 'b')) FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
