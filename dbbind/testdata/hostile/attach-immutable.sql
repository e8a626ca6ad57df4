-- refused: ATTACH is not allowed
ATTACH 'file:/etc/passwd?immutable=1' AS v
