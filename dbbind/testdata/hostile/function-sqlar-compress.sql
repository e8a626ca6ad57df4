-- refused: 
SELECT sqlar_compress('victim.db')
