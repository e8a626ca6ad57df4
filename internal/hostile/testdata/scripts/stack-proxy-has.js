// verdict: contained
const p = new Proxy({}, { has(t, k) { return k in p } }); 'x' in p;
