// verdict: contained
// afterwards: any
Object.setPrototypeOf(Array.prototype, new Proxy({}, { get(t, k, r) { return r[k] } })); [].nothing; res.json([1]);
