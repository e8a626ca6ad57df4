-- refused: 
DROP TABLE docs_data
