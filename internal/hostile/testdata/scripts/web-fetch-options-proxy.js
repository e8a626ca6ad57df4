// verdict: contained
fetch('http://127.0.0.1/', new Proxy({}, { get() { for (;;) ; } }));
