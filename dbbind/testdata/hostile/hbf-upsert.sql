-- refused: 
INSERT INTO _hbf_state(id) VALUES ('server.js') ON CONFLICT DO UPDATE SET id = 'y'
