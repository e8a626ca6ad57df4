-- refused: 
INSERT INTO sqlar(name) VALUES ('server.js') ON CONFLICT DO UPDATE SET name = 'y'
