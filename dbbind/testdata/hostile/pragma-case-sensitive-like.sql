-- refused: is not allowed
PRAGMA case_sensitive_like = 1
