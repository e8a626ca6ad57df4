// verdict: contained
new Proxy({}, { get() { for (;;) ; } }).x;
