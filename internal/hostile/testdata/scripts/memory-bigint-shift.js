// verdict: contained
1n << 2n ** 36n;
