// verdict: contained
let n = 1n << 1000000n; const keep = []; for (;;) keep.push(n = n << 1000000n);
