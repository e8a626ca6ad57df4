-- refused: 
ALTER TABLE _hbf_state RENAME COLUMN id TO x
