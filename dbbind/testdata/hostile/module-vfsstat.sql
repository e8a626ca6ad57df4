-- refused: 
CREATE VIRTUAL TABLE x USING vfsstat(a)
