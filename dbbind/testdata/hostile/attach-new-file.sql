-- refused: ATTACH is not allowed
ATTACH 'new.db' AS n; CREATE TABLE n.x(y)
