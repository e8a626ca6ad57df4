// verdict: contained
const h = new Headers(); for (let n = 0; ; n++) h.append('k' + n, 'v'.repeat(1000));
