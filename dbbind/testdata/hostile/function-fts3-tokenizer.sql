-- refused: 
SELECT fts3_tokenizer('victim.db')
