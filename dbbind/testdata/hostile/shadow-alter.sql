-- refused: 
ALTER TABLE docs_content ADD COLUMN x
