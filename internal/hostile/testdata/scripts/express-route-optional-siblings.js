// verdict: contained
// afterwards: any
app.get('/x' + '{/a}'.repeat(40), () => 1); req.url = '/x' + '/a'.repeat(39) + '/b'; app.handle(req, res, () => res.send('x'));
