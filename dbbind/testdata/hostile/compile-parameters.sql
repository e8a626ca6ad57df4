-- refused: 
SELECT ?99999
