-- refused: is not allowed
EXPLAIN PRAGMA journal_mode = DELETE
