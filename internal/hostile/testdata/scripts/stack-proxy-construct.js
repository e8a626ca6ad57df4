// verdict: contained
const p = new Proxy(class {}, { construct() { return new p() } }); new p();
