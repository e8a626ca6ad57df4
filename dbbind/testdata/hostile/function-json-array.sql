-- bounded: 
SELECT json_array_length('[' || replace(x, 'a', '1,') || '1]') FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
