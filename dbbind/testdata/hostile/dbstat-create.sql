-- refused: dbstat
CREATE VIRTUAL TABLE temp.stat USING dbstat(main)
