-- bounded: 
-- limit: 64
SELECT length(replace(x, substr(x, 1, 1000000) || 'b', 'c')) FROM (SELECT replace(hex(zeroblob(30000000)), '0', 'a') AS x)
