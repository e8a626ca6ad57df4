// verdict: contained
let a = [1]; for (;;) a = [...a, ...a];
