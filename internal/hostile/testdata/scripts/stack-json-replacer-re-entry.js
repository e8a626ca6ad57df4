// verdict: contained
const f = (k, v) => JSON.stringify({ a: 1 }, f); JSON.stringify({ a: 1 }, f);
