// verdict: contained
// afterwards: any
app.get('/x' + '/*a'.repeat(30).replace(/a/g, () => 'a' + Math.random().toString(36).slice(2)), () => 1); res.send('x');
