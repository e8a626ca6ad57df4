// verdict: contained
const f = new FormData(); for (let n = 0; ; n++) f.append('k' + n, 'v'.repeat(1000));
