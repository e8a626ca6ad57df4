// verdict: contained
''.padStart(2 ** 31, 'ab');
