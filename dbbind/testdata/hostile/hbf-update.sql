-- refused: 
UPDATE _hbf_state SET id = 7
