-- refused: 
DROP TABLE _hbf_state
