-- bounded: 
-- limit: 64
SELECT length(trim(x, 'a')) FROM (SELECT replace(hex(zeroblob(30000000)), '0', 'a') AS x)
