-- refused: 
SELECT * FROM pragma_hard_heap_limit
