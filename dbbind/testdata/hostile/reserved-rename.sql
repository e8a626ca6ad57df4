-- refused: 
ALTER TABLE t RENAME TO _hbf_t
