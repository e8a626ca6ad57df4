// verdict: contained
// afterwards: any
Object.prototype.constructor = null; Array.prototype.constructor = null; Promise.prototype.constructor = null; await 1; res.json([]);
