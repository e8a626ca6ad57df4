// verdict: contained
// afterwards: any
Object.defineProperty(Object.prototype, 'message', { get() { for (;;) ; } }); throw {};
