// verdict: contained
// afterwards: any
Array.prototype[Symbol.iterator] = () => { throw null }; res.set('a', 'b'); Promise.all([1]); new Blob(['x']); res.json([1]);
