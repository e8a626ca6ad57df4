// verdict: contained
res.links(new Proxy({}, { ownKeys() { for (;;) ; } }));
