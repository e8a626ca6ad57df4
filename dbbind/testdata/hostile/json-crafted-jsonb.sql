-- bounded: 
SELECT json_valid(x'cbffffffff', 8), json_valid(x'0b', 4)
