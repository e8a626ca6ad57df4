-- refused: 
SELECT coalesce(1{{repeat 3000 ", 1"}})
