// verdict: contained
const s = 'é'.repeat(2e6); s.indexOf('é'.repeat(1e6) + 'b');
