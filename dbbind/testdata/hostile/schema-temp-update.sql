-- refused: 
UPDATE sqlite_temp_schema SET sql = 'x'
