// verdict: contained
const s = 'a'.repeat(2e5); /a*b/.test(s); s.replace(/(?:a(?!c))*b/g, ''); for (;;) /(?=x)a*b/.test(s);
