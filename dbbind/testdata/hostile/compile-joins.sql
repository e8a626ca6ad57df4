-- refused: 
SELECT * FROM t{{repeat 100 ", t"}}
