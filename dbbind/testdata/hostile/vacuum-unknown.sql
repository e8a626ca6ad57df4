-- refused: unknown database
SELECT 1; VACUUM nowhere
