-- refused: 
ALTER TABLE docs_data RENAME TO x
