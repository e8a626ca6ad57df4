-- bounded: 
SELECT length(trim(x || 'é', 'éa')) FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
