// verdict: contained
// afterwards: any
Object.defineProperty(Object.prototype, 'then', { get() { throw 1 } }); await {};
