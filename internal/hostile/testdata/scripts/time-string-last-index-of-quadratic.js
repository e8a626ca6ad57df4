// verdict: contained
const s = 'a'.repeat(2e6) + 'é'; s.lastIndexOf('b' + 'a'.repeat(1e6));
