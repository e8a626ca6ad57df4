-- refused: 
SELECT 'never ends
