// verdict: contained
let a = []; for (let n = 0; n < 1e6; n++) a = [a]; a.flat(Infinity);
