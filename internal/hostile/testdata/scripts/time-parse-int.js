// verdict: contained
const s = '1'.repeat(2e7); for (;;) parseInt(s);
