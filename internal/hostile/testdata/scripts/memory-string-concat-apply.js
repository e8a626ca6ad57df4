// verdict: contained
const s = 'x'.repeat(1e6); String.prototype.concat.apply(s, new Array(1e5).fill(s));
