// verdict: contained
// afterwards: any
Object.prototype.set = 1; Object.defineProperty(globalThis, 'zz', { value: 1 }); new Headers({ a: 'b' });
