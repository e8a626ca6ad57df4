// verdict: contained
const s = '2020-01-01'.repeat(1e6); for (;;) new Date(s);
