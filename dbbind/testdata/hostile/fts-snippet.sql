-- bounded: SQLITE_TOOBIG snippet
CREATE VIRTUAL TABLE f USING fts5(x); INSERT INTO f SELECT replace(hex(zeroblob(200000)), '0', 'a '); SELECT length(snippet(f, 0, '[', ']', '…', 10)) FROM f('a')
