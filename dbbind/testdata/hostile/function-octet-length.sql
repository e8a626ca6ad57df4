-- bounded: 
SELECT octet_length(x) FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
