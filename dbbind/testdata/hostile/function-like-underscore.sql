-- bounded: 
SELECT x LIKE '%{{repeat 120 "_a"}}b' FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
