-- refused: 
CREATE VIRTUAL TABLE _hbf USING rtree(i, a, b)
