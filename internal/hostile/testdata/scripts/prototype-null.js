// verdict: contained
// afterwards: any
Object.setPrototypeOf(Array.prototype, null); Object.setPrototypeOf(Function.prototype, null); res.json([1]);
