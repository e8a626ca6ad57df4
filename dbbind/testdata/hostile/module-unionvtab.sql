-- refused: 
CREATE VIRTUAL TABLE x USING unionvtab(a)
