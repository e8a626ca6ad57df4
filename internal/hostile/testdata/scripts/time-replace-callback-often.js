// verdict: contained
const s = 'a'.repeat(1e6); for (;;) s.replace(/a/g, x => x);
