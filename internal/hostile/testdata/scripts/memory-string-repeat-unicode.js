// verdict: contained
'é'.repeat(2 ** 29);
