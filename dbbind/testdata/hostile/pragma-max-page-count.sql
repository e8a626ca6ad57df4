-- refused: is not allowed
PRAGMA max_page_count = 1
