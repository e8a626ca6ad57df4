-- refused: 
INSERT INTO sqlar(name) VALUES (1)
