// verdict: contained
const a = new Array(1e5).fill(0); new Array(1e5).fill(a).flat();
