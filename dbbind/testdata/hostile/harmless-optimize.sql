-- bounded: ok
PRAGMA optimize(0xffff)
