-- refused: VACUUM INTO is not allowed
VACUUM INTO 'file:copy.db?mode=rwc'
