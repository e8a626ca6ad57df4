-- bounded: 
-- limit: 64
SELECT length(x) FROM (SELECT replace(hex(zeroblob(30000000)), '0', 'a') AS x)
