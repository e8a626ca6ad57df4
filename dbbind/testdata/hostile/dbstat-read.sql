-- refused: dbstat
SELECT * FROM dbstat
