// verdict: contained
BigInt('9'.repeat(5e6));
