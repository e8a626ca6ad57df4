-- refused: 
\x00\xff ;;; SELECT FROM WHERE
