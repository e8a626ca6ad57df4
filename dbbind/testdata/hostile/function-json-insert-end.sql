-- bounded: 
SELECT length(json_insert(j, '$[#]', 1)) FROM (SELECT '[' || substr(replace(hex(zeroblob(1000000)), '0', '1,'), 1, 3999999) || ']' AS j)
