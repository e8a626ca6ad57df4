// verdict: contained
const o = {}; for (let n = 0; n < 5e5; n++) o['k' + n] = n; for (;;) Object.keys(o);
