-- refused: 
SELECT exec('victim.db')
