-- refused: 
SELECT eval('victim.db')
