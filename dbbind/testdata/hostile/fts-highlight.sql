-- bounded: 
CREATE VIRTUAL TABLE f USING fts5(x); INSERT INTO f SELECT replace(hex(zeroblob(20000)), '0', 'a '); SELECT length(highlight(f, 0, '[', ']')) FROM f('a')
