// verdict: contained
// quick: yes
throw new Proxy({}, { get() { throw new Proxy({}, { get() { for (;;) ; } }) } });
