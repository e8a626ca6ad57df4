-- bounded: 
-- run: query
SELECT {{repeat 20 "zeroblob(7000000), "}}1
