// verdict: contained
const o = {}; for (let n = 0; n < 3e5; n++) o['k' + n] = n; throw o;
