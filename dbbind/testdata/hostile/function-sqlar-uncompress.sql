-- refused: 
SELECT sqlar_uncompress('victim.db')
