// verdict: contained
let o = {}; for (let n = 0; n < 40; n++) o = { a: o, b: o, c: o }; console.log(o);
