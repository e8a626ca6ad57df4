-- refused: is not allowed
PRAGMA journal_mode
