-- refused: 
REPLACE INTO _hbf_state(id) VALUES (1)
