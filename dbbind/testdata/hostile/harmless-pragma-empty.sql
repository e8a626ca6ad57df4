-- bounded: ok
PRAGMA user_version = ''
