-- refused: 
CREATE INDEX x ON _hbf_state(id)
