-- bounded: 
SELECT length(trim(x, CAST(x'c3a1c3' AS TEXT))) FROM (SELECT CAST(replace(hex(zeroblob(2000000)), '00', 'é') AS TEXT) AS x)
