// verdict: died
const o = {}; o.valueOf = Number.bind(null, o); +o;
