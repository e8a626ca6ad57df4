-- refused: is not allowed
PRAGMA legacy_alter_table = 1
