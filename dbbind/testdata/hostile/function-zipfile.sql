-- refused: 
SELECT zipfile('victim.db')
