-- refused: ATTACH is not allowed
SELECT 1; SELECT 2; ATTACH 'victim.db' AS v; SELECT * FROM v.secrets
