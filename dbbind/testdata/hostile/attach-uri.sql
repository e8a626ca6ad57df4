-- refused: ATTACH is not allowed
ATTACH 'file:victim.db?mode=ro' AS v
