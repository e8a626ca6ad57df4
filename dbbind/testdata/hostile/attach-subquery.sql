-- refused: ATTACH is not allowed
ATTACH (SELECT 'victim.db') AS v
