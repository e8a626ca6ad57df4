-- refused: 
ALTER TABLE docs RENAME TO _litestream
