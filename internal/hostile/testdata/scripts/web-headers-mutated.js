// verdict: contained
const h = new Headers({ a: 'b' }); let n = 0; for (const [k] of h) h.append('k' + n++, 'v');
