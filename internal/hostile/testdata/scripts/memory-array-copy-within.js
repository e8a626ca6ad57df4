// verdict: contained
const a = []; a.length = 1e9; a[0] = 1; a.copyWithin(1, 0);
