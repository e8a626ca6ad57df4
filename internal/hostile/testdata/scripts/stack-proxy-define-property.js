// verdict: contained
const p = new Proxy({}, { defineProperty(t, k, d) { return Reflect.defineProperty(p, k, d) } }); p.x = 1;
