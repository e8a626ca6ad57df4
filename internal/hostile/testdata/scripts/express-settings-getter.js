// verdict: contained
// afterwards: any
app.set('trust proxy', () => { for (;;) ; }); req.ip; res.send('x');
