-- refused: 
DELETE FROM docs_config
