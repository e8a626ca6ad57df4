-- refused: ATTACH is not allowed
/* SELECT 1 */ -- x
ATTACH 'victim.db' AS v
