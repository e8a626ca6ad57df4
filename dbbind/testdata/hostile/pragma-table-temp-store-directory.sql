-- refused: 
SELECT * FROM pragma_temp_store_directory
