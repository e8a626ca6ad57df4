// verdict: contained
// afterwards: any
Object.defineProperty(Error.prototype, 'name', { get() { for (;;) ; } }); throw new Error('x');
