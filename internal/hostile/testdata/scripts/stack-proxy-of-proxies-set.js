// verdict: contained
let p = {}; for (let n = 0; n < 1e6; n++) p = new Proxy(p, {}); p.x = 1;
