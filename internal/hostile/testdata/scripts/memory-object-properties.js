// verdict: contained
const o = {}; for (let n = 0; ; n++) o['p' + n] = n;
