// verdict: contained
const s = '\u1100\u0300\u0316'.repeat(1e6); for (;;) s.normalize('NFKD');
