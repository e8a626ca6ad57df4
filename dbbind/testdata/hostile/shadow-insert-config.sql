-- refused: 
INSERT OR REPLACE INTO docs_config VALUES ('version', 99)
