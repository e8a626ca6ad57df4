-- refused: 
DELETE FROM sqlar RETURNING *
