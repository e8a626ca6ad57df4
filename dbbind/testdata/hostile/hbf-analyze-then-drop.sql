-- refused: 
ANALYZE _hbf_state; DROP TABLE _hbf_state
