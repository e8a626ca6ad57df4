// verdict: contained
let u = 'http://a/'; for (let n = 0; ; n++) u = new URL('x/'.repeat(100) + 'y', u);
