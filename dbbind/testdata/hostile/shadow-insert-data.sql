-- refused: 
INSERT INTO docs_data VALUES (99, x'00')
