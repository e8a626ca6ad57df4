// verdict: contained
new Proxy(() => 1, { apply() { for (;;) ; } })();
