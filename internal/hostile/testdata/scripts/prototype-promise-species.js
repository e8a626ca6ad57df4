// verdict: contained
// afterwards: any
Object.defineProperty(Promise, Symbol.species, { get() { for (;;) ; } }); await Promise.resolve(1).then(x => x);
