-- refused: ATTACH is not allowed
ATTACH 'file:victim.db?vfs=memdb' AS v
