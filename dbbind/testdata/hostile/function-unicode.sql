-- bounded: 
SELECT unicode(x) FROM (SELECT replace(hex(zeroblob(3000000)), '0', 'a') AS x)
