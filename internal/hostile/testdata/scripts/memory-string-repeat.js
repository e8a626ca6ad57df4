// verdict: contained
'a'.repeat(2 ** 31);
