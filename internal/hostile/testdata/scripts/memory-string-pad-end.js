// verdict: contained
''.padEnd(2 ** 31, 'é');
