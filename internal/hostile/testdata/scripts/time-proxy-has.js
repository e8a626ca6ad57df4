// verdict: contained
'x' in new Proxy({}, { has() { for (;;) ; } });
