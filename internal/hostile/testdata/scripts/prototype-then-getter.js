// verdict: contained
// afterwards: any
Object.defineProperty(Object.prototype, 'then', { get() { for (;;) ; } }); await {};
