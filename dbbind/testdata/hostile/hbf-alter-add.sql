-- refused: 
ALTER TABLE _hbf_state ADD COLUMN x
