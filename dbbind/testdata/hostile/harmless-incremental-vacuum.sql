-- bounded: ok
PRAGMA incremental_vacuum(1000000000)
