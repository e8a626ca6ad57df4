-- bounded: 
SELECT count(*) FROM (VALUES (0){{repeat 50000 ",(0)"}})
