-- bounded: 
CREATE VIRTUAL TABLE f USING fts5(x); INSERT INTO f(f, rank) VALUES ('pgsz', 65536); INSERT INTO f SELECT hex(randomblob(100000))
