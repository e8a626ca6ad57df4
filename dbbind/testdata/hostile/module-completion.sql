-- refused: 
CREATE VIRTUAL TABLE x USING completion(a)
