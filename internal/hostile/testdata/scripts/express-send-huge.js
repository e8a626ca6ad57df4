// verdict: contained
res.send('x'.repeat(6e7));
