// verdict: contained
const s = 'é'.repeat(1e6); s.split('é'.repeat(5e5) + 'b');
