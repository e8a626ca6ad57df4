-- refused: 
CREATE VIRTUAL TABLE x USING pragma_table_info(a)
