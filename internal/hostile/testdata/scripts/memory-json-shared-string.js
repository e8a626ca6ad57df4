// verdict: contained
const s = 'x'.repeat(1e6); JSON.stringify(new Array(1e5).fill(s));
