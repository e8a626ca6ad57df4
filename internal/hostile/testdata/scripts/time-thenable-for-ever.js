// verdict: contained
const t = { then(f) { f(t) } }; await t;
