-- refused: 
CREATE TEMP VIEW _hbf_state AS SELECT 1
