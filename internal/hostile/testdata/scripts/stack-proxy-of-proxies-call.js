// verdict: contained
let p = () => 1; for (let n = 0; n < 1e6; n++) p = new Proxy(p, {}); p();
