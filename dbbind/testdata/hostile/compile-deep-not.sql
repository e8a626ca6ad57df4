-- refused: 
SELECT {{repeat 20000 "NOT "}}1
