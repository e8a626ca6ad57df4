-- bounded: ok
PRAGMA analysis_limit = 1000000000; ANALYZE
