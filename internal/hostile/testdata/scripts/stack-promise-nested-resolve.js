// verdict: contained
let p = new Promise(() => {}); for (let n = 0; n < 1e5; n++) { const q = p; p = new Promise(r => r(q)) } await Promise.race([p, 1]);
