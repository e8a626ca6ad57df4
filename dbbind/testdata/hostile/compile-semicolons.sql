-- bounded: ok
{{repeat 500000 ";"}}SELECT 1
