-- refused: sqlite_log is not allowed
SELECT sqlite_log(1, 'in the log of the host')
