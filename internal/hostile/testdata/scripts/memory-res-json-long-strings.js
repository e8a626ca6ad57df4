// verdict: contained
const s = 'x'.repeat(1e6); res.json(new Array(1e5).fill(s));
