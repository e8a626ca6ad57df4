// verdict: contained
let a = ['x'.repeat(100)]; for (let n = 0; n < 30; n++) a = [a, a]; Response.json(a);
