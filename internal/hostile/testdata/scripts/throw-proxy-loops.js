// verdict: contained
throw new Proxy({}, { get() { for (;;) ; } });
