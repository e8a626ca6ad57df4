-- refused: dbstat
SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE
