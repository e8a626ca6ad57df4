// verdict: contained
// afterwards: any
Object.prototype[0] = 'x'; Object.defineProperty(Object.prototype, 1, { get() { for (;;) ; } }); [, ,].map(x => x); console.log([, ,]); res.json([, , ,]);
