// verdict: contained
// afterwards: any
app.set('json spaces', 1e9); let a = 1; for (let n = 0; n < 500; n++) a = [a]; res.json(a);
