-- refused: dbstat
SELECT sum(pgsize) FROM dbstat('main')
