-- refused: VACUUM INTO is not allowed
VACUUM INTO (SELECT 'copy.db')
