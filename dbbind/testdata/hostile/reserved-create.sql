-- refused: 
CREATE TABLE _hbf_new(x)
