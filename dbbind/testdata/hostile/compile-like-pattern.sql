-- refused: 
SELECT 'a' LIKE '{{repeat 3000 "%"}}'
