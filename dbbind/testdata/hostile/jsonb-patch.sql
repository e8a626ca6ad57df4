-- refused: jsonb_patch is not allowed
SELECT jsonb_patch('{}', '{}')
