// verdict: contained
Object.keys(new Proxy({}, { ownKeys() { for (;;) ; } }));
