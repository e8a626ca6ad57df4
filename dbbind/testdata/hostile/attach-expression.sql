-- refused: ATTACH is not allowed
ATTACH 'vic' || 'tim.db' AS v
