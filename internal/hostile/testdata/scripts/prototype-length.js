// verdict: contained
// afterwards: any
Object.defineProperty(Object.prototype, 'length', { get: () => 2 ** 53 - 1 }); console.log({}); res.json({}); structuredClone({});
