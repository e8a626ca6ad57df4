// verdict: contained
// afterwards: any
app.handle = () => { for (;;) ; }; res.send('x');
