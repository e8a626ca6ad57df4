// verdict: contained
// afterwards: any
for (let n = 0; ; n++) app.get('/r' + n, () => 1);
