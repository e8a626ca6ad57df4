-- bounded: 
CREATE VIRTUAL TABLE f USING fts5(x, tokenize = 'trigram'); INSERT INTO f SELECT hex(zeroblob(500000)); SELECT count(*) FROM f WHERE x LIKE '%0000%'
