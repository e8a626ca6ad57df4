-- refused: 
DELETE FROM _hbf_state
