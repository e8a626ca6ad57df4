// verdict: contained
let a = [1]; for (let n = 0; n < 30; n++) a = [structuredClone(a), a];
