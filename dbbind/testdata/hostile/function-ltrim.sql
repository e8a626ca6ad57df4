-- bounded: 
SELECT length(ltrim(x, 'bcdefghijklmnopqrstuvwxyza')) FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
