-- refused: BEGIN is not allowed
BEGIN
