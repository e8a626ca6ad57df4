-- refused: malformed JSON
SELECT json(x'fcffffffffffffff')
