-- refused: 
ALTER TABLE _hbf_state RENAME TO gone
