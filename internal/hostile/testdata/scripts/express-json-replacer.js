// verdict: contained
// afterwards: any
app.set('json replacer', () => { for (;;) ; }); res.json({ a: 1 });
