// verdict: contained
let h = {}; for (let n = 0; n < 1e5; n++) h = new Proxy({}, h); h.x;
