-- bounded: 
SELECT unhex(x, substr(x, 1, 3000000)||'zzzz') FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
