-- refused: BEGIN is not allowed
BEGIN EXCLUSIVE TRANSACTION
