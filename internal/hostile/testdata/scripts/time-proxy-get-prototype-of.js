// verdict: contained
new Proxy({}, { getPrototypeOf() { for (;;) ; } }) instanceof Object;
