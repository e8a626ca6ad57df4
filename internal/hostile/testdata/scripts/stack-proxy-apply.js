// verdict: contained
const p = new Proxy(() => 1, { apply() { return p() } }); p();
