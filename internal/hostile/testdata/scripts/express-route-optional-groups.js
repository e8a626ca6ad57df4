// verdict: contained
// afterwards: any
app.get('/x' + '{/a'.repeat(5000) + '}'.repeat(5000), () => 1); res.send('x');
