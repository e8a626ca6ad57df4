// verdict: contained
let e = new Error('bottom'); for (let n = 0; n < 1e5; n++) e = new Error('x', { cause: e }); throw e;
