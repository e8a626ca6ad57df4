// verdict: contained
const p = new Proxy({}, { getPrototypeOf() { return Object.getPrototypeOf(p) } }); Object.getPrototypeOf(p);
