-- refused: 
CREATE INDEX _hbf_i ON t(a)
