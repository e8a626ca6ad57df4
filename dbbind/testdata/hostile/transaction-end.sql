-- refused: COMMIT is not allowed
END
