-- bounded: 
SELECT instr(x, substr(x, 1, 3000000) || 'b') FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
