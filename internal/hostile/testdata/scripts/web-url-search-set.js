// verdict: contained
const u = new URL('http://a/'); for (let n = 0; ; n++) u.searchParams.append('k' + n, 'v'.repeat(1000));
