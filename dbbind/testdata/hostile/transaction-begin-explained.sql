-- refused: BEGIN is not allowed
EXPLAIN BEGIN
