// verdict: contained
new Request('http://a/', new Proxy({}, { get() { for (;;) ; } }));
