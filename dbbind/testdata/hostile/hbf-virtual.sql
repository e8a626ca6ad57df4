-- refused: 
CREATE VIRTUAL TABLE _hbf_state USING fts5(x)
