// verdict: contained
// afterwards: any
for (let n = 0; n < 1e6; n++) app.listen(n); res.send('x');
