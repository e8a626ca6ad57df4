-- refused: ATTACH is not allowed
ATTACH 'app.db' AS again
