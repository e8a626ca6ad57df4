-- refused: 
UPDATE _hbf_state SET id = t.id FROM t
