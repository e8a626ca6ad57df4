-- refused: json_patch is not allowed
SELECT json_patch('{"a":1}', '{"b":2}')
