// verdict: contained
res.set(new Proxy({}, { ownKeys() { for (;;) ; } }));
