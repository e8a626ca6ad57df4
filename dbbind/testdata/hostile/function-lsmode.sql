-- refused: 
SELECT lsmode('victim.db')
