-- bounded: 
CREATE VIRTUAL TABLE f USING fts5(x); INSERT INTO f SELECT replace(hex(zeroblob(100000)), '0', 'a '); INSERT INTO f(f, rank) VALUES ('merge', 100000000)
