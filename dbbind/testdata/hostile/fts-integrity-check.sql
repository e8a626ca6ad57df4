-- bounded: 
CREATE VIRTUAL TABLE f USING fts5(x); INSERT INTO f SELECT replace(hex(zeroblob(200000)), '0', 'a '); INSERT INTO f(f) VALUES ('integrity-check')
