-- refused: 
SELECT csv('victim.db')
