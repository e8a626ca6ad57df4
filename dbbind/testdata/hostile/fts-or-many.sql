-- bounded: 
CREATE VIRTUAL TABLE f USING fts5(x); INSERT INTO f SELECT replace(hex(zeroblob(100000)), '0', 'a '); SELECT count(*) FROM f('{{repeat 200 "a OR "}}a')
