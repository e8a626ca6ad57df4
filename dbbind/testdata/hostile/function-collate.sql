-- bounded: 
SELECT x COLLATE NOCASE = x || 'b' COLLATE NOCASE FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
