-- bounded: 
-- limit: 64
SELECT instr(x, substr(x, 1, 20000000) || 'b') FROM (SELECT replace(hex(zeroblob(30000000)), '0', 'a') AS x)
