-- refused: is not allowed
PRAGMA journal_size_limit = 0
