-- refused: 
CREATE VIRTUAL TABLE x USING bytecode(a)
