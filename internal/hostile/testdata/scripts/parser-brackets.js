// verdict: contained
eval('['.repeat(1e6));
