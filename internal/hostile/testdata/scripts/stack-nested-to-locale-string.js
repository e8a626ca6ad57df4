// verdict: contained
let a = []; for (let n = 0; n < 1e5; n++) a = [a]; a.toLocaleString();
