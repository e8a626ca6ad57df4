// verdict: contained
(1n << 100000000n).toString(2);
