// verdict: contained
// where: start
throw new Proxy({}, { get() { for (;;) ; } });
