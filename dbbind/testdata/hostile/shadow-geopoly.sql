-- refused: 
CREATE VIRTUAL TABLE g USING geopoly(x); UPDATE g_node SET data = x''
