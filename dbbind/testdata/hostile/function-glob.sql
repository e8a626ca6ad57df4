-- bounded: 
SELECT x GLOB '*' || substr(x, 1, 990) || 'b' FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
