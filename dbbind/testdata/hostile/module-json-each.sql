-- refused: 
CREATE VIRTUAL TABLE x USING json_each(a)
