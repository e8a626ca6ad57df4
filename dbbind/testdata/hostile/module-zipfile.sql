-- refused: 
CREATE VIRTUAL TABLE x USING zipfile(a)
