// verdict: contained
// afterwards: any
app.set('json escape', true); res.json('<'.repeat(1e7));
