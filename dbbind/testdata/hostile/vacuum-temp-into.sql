-- bounded: ok
CREATE TEMP TABLE x(y); VACUUM temp INTO 'copy.db'
