// verdict: contained
const s = 'é'.repeat(3e6); for (;;) s.replaceAll('', 'é');
