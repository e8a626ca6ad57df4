// verdict: contained
// afterwards: any
app.get(/^\/(?=a)(a+)+$/, () => 1); req.url = '/' + 'a'.repeat(40) + '!'; app.handle(req, res, () => res.send('x'));
