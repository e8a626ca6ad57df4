// verdict: contained
// afterwards: any
app.set('query parser', () => { for (;;) ; }); req.query; res.send('x');
