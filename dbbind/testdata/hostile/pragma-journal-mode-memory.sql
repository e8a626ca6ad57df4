-- refused: is not allowed
PRAGMA main.journal_mode = MEMORY
