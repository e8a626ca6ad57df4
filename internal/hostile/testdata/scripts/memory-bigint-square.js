// verdict: contained
let n = 7n; for (;;) n **= 2n;
