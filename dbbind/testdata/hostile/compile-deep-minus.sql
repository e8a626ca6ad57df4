-- refused: 
SELECT {{repeat 20000 "- "}}1
