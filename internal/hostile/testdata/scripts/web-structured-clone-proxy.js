// verdict: contained
structuredClone(new Proxy({}, { ownKeys() { for (;;) ; } }));
