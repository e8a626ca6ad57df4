// verdict: contained
const a = []; a[1e9] = 1; a.map(x => x); a.fill(0);
