-- bounded: SQLITE_INTERRUPT
WITH j(x) AS (SELECT '['||'{{repeat 3000 "1,"}}1]') SELECT count(*) FROM j, json_each(j.x) a, json_each(j.x) b, json_each(j.x) c
