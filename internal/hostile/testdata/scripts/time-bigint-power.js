// verdict: contained
2n ** 100000000n;
