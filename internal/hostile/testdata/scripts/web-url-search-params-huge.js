// verdict: contained
new URLSearchParams('a=b&'.repeat(1e7));
