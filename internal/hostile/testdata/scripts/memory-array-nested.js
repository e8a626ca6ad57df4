// verdict: contained
let a = []; for (;;) a = [a, a];
