-- bounded: 
SELECT 1 WHERE 1 IN (0{{repeat 100000 ",0"}})
