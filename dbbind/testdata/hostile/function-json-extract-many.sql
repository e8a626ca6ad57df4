-- bounded: 
SELECT json_extract(j, {{repeat 8 "'$[1999998]', "}}'$[0]') FROM (SELECT '[' || substr(replace(hex(zeroblob(1000000)), '0', '1,'), 1, 3999999) || ']' AS j)
