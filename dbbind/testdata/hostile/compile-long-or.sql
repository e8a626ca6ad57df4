-- refused: 
SELECT 1 WHERE 1{{repeat 20000 " OR 0"}}
