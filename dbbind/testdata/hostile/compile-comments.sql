-- bounded: ok
{{repeat 100000 "/**/"}}SELECT 1
