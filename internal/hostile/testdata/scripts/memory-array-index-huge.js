// verdict: contained
const a = []; for (let n = 0; ; n++) a[n * 9] = n;
