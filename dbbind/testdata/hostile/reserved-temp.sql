-- refused: 
CREATE TEMP TABLE _hbf_temp(x)
