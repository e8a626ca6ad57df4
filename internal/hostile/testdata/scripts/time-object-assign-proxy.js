// verdict: contained
Object.assign({}, new Proxy({}, { ownKeys() { for (;;) ; } }));
