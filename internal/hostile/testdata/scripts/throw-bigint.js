// verdict: contained
throw 1n << 1000000n;
