// verdict: contained
throw new Proxy({}, { get() { throw new Proxy({}, { get() { for (;;) ; } }) } });
