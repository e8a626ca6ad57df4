// verdict: contained
res.cookie('a', 'b', new Proxy({}, { get() { for (;;) ; } }));
