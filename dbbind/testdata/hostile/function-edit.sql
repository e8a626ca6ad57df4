-- refused: 
SELECT edit('victim.db')
