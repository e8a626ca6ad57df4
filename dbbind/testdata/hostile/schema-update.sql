-- refused: 
UPDATE sqlite_schema SET sql = 'CREATE TABLE t(evil)' WHERE name = 't'
