// verdict: contained
const p = new URLSearchParams('a=b'); for (const [k, v] of p) p.append(k, v);
