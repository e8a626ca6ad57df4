-- refused: is not allowed
PRAGMA reverse_unordered_selects = 1
