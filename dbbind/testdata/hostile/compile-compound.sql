-- refused: too many terms
SELECT 1{{repeat 20000 " UNION ALL SELECT 1"}}
