-- refused: 
CREATE INDEX x ON sqlar(name)
