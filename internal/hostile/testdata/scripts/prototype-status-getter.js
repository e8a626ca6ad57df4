// verdict: contained
// afterwards: any
Object.defineProperty(Object.prototype, 'status', { get() { for (;;) ; } }); throw {};
