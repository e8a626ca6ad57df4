// verdict: contained
// afterwards: any
globalThis.app = new Proxy({}, { get() { for (;;) ; } }); res.send('x');
