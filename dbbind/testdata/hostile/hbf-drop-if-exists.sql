-- refused: 
DROP TABLE IF EXISTS main._hbf_state
