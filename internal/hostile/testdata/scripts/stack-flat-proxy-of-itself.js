// verdict: contained
const a = [], p = new Proxy(a, {}); a[0] = p; a.flat(Infinity);
