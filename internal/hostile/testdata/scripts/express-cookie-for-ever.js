// verdict: contained
for (let n = 0; ; n++) res.cookie('k' + n, 'x'.repeat(1000));
