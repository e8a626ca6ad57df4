// verdict: contained
const s = 'x'.repeat(1e7); ''.concat(...new Array(1000).fill(s));
