// verdict: contained
const h = new Headers(); for (let n = 0; n < 1e5; n++) h.append('k' + n, 'v'); for (const x of h) h.has('zz');
