-- refused: 
SELECT shell('victim.db')
