-- refused: malformed JSON
SELECT json(replace(hex(zeroblob(100000)), '0', '{"a":'))
