// verdict: contained
let p = class {}; for (let n = 0; n < 1e6; n++) p = new Proxy(p, {}); new p();
