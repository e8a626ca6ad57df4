-- refused: 
DELETE FROM [SQLAR]
