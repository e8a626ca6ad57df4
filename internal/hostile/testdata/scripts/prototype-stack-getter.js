// verdict: contained
// afterwards: any
Object.defineProperty(Error.prototype, 'stack', { get() { for (;;) ; } }); throw Object.create(Error.prototype);
