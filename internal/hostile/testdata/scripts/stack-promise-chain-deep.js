// verdict: contained
let p = Promise.resolve(); for (let n = 0; n < 1e5; n++) p = p.then(() => 1); await p;
