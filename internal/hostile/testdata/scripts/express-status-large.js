// verdict: contained
res.status(1e9).send('x');
