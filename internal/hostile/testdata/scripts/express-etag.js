// verdict: contained
// afterwards: any
app.set('etag', () => { for (;;) ; }); res.send('x');
