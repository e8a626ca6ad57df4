-- bounded: 
SELECT geopoly_area('[' || substr(replace(hex(zeroblob(100000)), '00', '[1,2],'), 1) || '[1,2]]')
