// verdict: contained
// afterwards: any
app.get('/' + 'a'.repeat(3e7), () => 1); res.send('x');
