// verdict: contained
const s = 'x'.repeat(1e7); new Blob(new Array(1000).fill(s));
