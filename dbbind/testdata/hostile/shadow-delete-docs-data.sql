-- refused: 
DELETE FROM docs_data
