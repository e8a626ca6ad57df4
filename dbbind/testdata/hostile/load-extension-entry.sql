-- refused: load_extension
SELECT load_extension('/lib/libc.so.6','system')
