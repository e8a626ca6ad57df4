// verdict: contained
res.format(new Proxy({}, { ownKeys() { for (;;) ; } }));
