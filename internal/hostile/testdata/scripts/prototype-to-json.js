// verdict: contained
// afterwards: any
Object.prototype.toJSON = () => 'x'; res.json({ a: 1 });
