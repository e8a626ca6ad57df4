-- bounded: 
SELECT instr(CAST(x AS BLOB), CAST(substr(x, 1, 3000000) || 'b' AS BLOB)) FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
