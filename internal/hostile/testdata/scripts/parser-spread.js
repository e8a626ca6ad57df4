// verdict: contained
eval('[...'.repeat(3e5));
