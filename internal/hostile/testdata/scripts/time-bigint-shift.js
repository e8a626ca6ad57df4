// verdict: died
1n << 100000000000n;
