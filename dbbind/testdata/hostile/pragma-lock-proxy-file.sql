-- refused: is not allowed
PRAGMA lock_proxy_file = 'x'
