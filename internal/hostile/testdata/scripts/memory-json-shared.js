// verdict: contained
let a = ['x'.repeat(100)]; for (let n = 0; n < 40; n++) a = [a, a]; JSON.stringify(a);
