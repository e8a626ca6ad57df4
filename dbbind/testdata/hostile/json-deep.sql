-- refused: malformed JSON
SELECT json('{{repeat 100000 "["}}')
