// verdict: contained
// afterwards: any
app.locals = new Proxy({}, { get() { for (;;) ; }, ownKeys() { for (;;) ; } }); res.locals;
