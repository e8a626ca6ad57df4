-- refused: 
CREATE TABLE "_HBF_new" AS SELECT 1
