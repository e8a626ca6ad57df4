// verdict: contained
setTimeout(() => { throw new Proxy({}, { get() { for (;;) ; } }) }, 1); await new Promise(r => setTimeout(r, 50));
