// verdict: contained
for (const k in new Proxy({}, { ownKeys() { for (;;) ; } })) ;
