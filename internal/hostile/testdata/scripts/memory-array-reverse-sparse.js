// verdict: contained
const a = []; a.length = 2 ** 32 - 1; a[0] = 1; a.reverse();
