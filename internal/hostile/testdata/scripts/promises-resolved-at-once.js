// verdict: contained
let go; const p = new Promise(f => go = f); for (let n = 0; n < 3e5; n++) p.then(Object); go(1); await p;
