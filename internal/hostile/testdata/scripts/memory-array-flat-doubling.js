// verdict: contained
let a = [1]; for (let n = 0; n < 40; n++) a = [a, a]; a.flat(Infinity);
