// verdict: contained
const o = {}; o.valueOf = Number.bind(null, o); +o;
