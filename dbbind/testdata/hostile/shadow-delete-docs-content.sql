-- refused: 
DELETE FROM docs_content
