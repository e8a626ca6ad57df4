-- refused: 
ALTER TABLE _hbf_state DROP COLUMN id
