-- refused: is not allowed
PRAGMA ignore_check_constraints = 1
