-- bounded: 
SELECT x GLOB '{{repeat 120 "*a"}}b' FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
