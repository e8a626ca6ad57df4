// verdict: contained
const s = 'ß'.repeat(5e6); for (;;) s.toUpperCase();
