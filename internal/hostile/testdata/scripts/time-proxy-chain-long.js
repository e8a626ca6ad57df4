// verdict: contained
let p = {}; for (let n = 0; n < 1e5; n++) p = new Proxy(p, {}); for (;;) p.x;
