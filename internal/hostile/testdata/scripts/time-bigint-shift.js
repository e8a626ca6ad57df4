// verdict: contained
1n << 100000000000n;
