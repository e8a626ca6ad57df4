-- refused: 
CREATE VIRTUAL TABLE fx USING fts5(id, content='_hbf_state'); INSERT INTO fx(fx) VALUES ('rebuild'); DELETE FROM _hbf_state
