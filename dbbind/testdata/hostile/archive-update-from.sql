-- refused: 
UPDATE sqlar SET name = t.id FROM t
