-- bounded: ok
PRAGMA integrity_check(1000000)
