-- refused: ATTACH is not allowed
CREATE TABLE big(x); INSERT INTO big VALUES (zeroblob(6000000)); INSERT INTO big VALUES (zeroblob(6000000)); DELETE FROM big; ATTACH '' AS x
