-- refused: is not allowed
PRAGMA temp.journal_mode = DELETE
