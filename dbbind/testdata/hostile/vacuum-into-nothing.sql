-- bounded: ok
VACUUM INTO ''
