// verdict: contained
const o = {}; for (let n = 0; n < 1e5; n++) o['k' + n] = n; for (const keep = []; ;) keep.push(Object.getOwnPropertyDescriptors(o));
