// verdict: contained
let o = {}; for (let n = 0; n < 1e6; n++) o = { o }; JSON.stringify(o);
