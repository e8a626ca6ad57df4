-- bounded: 
SELECT json_extract('{}', '{{repeat 100000 "$.a"}}')
