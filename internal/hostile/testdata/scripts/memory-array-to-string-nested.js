// verdict: contained
let a = 'x'.repeat(1000); for (let n = 0; n < 40; n++) a = [a, a]; String(a);
