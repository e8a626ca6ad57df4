// verdict: contained
const o = {}; o.toString = String.bind(null, o); String(o);
