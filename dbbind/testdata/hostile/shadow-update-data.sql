-- refused: 
UPDATE docs_data SET block = zeroblob(100)
