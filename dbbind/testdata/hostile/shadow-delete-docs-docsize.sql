-- refused: 
DELETE FROM docs_docsize
