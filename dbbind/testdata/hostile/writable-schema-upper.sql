-- refused: 
pragma WRITABLE_SCHEMA=yes
