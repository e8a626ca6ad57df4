// verdict: contained
const s = 'é'.repeat(2e6); for (;;) s.localeCompare(s + 'a');
