-- bounded: 
-- limit: 64
SELECT x LIKE '%' || substr(x, 1, 990) || 'b' FROM (SELECT replace(hex(zeroblob(30000000)), '0', 'a') AS x)
