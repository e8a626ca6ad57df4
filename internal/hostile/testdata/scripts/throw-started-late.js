// verdict: contained
// afterwards: any
res.send('x'); throw new Proxy({}, { get() { for (;;) ; } });
