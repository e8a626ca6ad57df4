// verdict: contained
let a = ['x']; for (let n = 0; n < 30; n++) a = [a, a]; res.cookie('a', a);
