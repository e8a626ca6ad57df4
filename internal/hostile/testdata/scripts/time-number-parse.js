// verdict: contained
const s = '0.' + '1'.repeat(2e7); for (;;) Number(s);
