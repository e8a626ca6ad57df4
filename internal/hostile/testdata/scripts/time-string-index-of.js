// verdict: contained
const s = 'a'.repeat(5e6); for (;;) s.indexOf('a'.repeat(1e6) + 'b');
