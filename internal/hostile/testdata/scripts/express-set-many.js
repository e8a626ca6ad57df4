// verdict: contained
for (let n = 0; ; n++) res.set('k' + n, 'v'.repeat(1000));
