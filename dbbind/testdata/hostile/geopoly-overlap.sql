-- refused: geopoly_overlap is not allowed
SELECT geopoly_overlap(p, p) FROM (SELECT '[[0,0],[1,0],[0,1],[0,0]]' AS p)
