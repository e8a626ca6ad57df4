// verdict: contained
console.log(new Proxy({}, { ownKeys() { for (;;) ; } }));
