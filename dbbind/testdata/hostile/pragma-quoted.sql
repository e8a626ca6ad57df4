-- refused: 
PRAGMA 'journal_mode' = DELETE
