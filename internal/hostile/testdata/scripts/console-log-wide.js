// verdict: contained
const o = {}; for (let n = 0; n < 1e5; n++) o['k' + n] = 'x'.repeat(1000); console.log(o);
