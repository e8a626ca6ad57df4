// verdict: overrun
const s = 'a'.repeat(1e5); s.match(/(?=a*b)a|a/g);
