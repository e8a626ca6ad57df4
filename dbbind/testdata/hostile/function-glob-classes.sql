-- bounded: 
SELECT x GLOB '*{{repeat 45 "[a-z]"}}b' FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
