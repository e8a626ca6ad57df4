// verdict: contained
throw new Proxy(new Error('x'), { get(t, k) { for (;;) ; } });
