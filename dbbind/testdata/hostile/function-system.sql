-- refused: 
SELECT system('victim.db')
