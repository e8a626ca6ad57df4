-- refused: 
SELECT writefile('victim.db')
