// verdict: contained
// afterwards: any
Object.prototype.writable = false; Object.prototype.enumerable = true; Object.prototype.configurable = false; res.set('a', 'b').json({ a: 1 });
