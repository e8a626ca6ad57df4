// verdict: contained
const s = 'é'.repeat(2e6); s.includes('é'.repeat(1e6) + 'b');
