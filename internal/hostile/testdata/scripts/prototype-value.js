// verdict: contained
// afterwards: any
Object.prototype.value = 'x'; new Headers({ a: 'b' }); res.json({});
