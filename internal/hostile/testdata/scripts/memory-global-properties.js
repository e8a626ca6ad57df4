// verdict: contained
// afterwards: any
for (let n = 0; ; n++) globalThis['p' + n] = n;
