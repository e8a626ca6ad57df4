// verdict: contained
BigInt.asUintN(2 ** 40, -1n);
