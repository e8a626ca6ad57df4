-- refused: is not allowed
PRAGMA recursive_triggers = 1
