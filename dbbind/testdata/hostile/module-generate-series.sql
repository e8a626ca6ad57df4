-- refused: 
CREATE VIRTUAL TABLE x USING generate_series(a)
