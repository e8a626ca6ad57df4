// verdict: contained
10n ** 1000000000n;
