-- refused: ATTACH is not allowed
ATTACH '/etc/passwd' AS v
