-- refused: 
CREATE VIRTUAL TABLE x USING swarmvtab(a)
