-- bounded: ok
PRAGMA shrink_memory
