-- refused: 
DELETE FROM docs_idx
