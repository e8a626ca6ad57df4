-- refused: 
REPLACE INTO sqlar(name) VALUES (1)
