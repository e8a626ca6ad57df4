// verdict: overrun
const h = {}, p = new Proxy({}, h); h.getPrototypeOf = Object.bind(null, p); p instanceof Map;
