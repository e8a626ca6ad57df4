-- refused: 
DELETE FROM [_HBF_STATE]
