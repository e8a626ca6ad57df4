-- refused: 
SELECT fileio('victim.db')
