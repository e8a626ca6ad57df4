// verdict: contained
// afterwards: any
for (const k of Object.getOwnPropertyNames(String.prototype)) try { String.prototype[k] = () => { for (;;) ; } } catch { } res.send('x');
