// verdict: contained
const o = {}; for (let n = 0; n < 2e5; n++) o['k' + n] = n; for (let n = 0; n < 2e5; n++) delete o['k' + n];
