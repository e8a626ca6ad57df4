// verdict: contained
'ab'.repeat(2 ** 52);
