-- refused: 
SELECT readfile('victim.db')
