-- refused: 
CREATE TEMP TABLE _hbf_state(x)
