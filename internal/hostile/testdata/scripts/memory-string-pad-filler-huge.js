// verdict: contained
'a'.padEnd(2 ** 52, 'x'.repeat(1e6));
