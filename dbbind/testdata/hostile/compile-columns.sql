-- refused: 
CREATE TABLE x(a{{repeat 3000 ", a"}})
